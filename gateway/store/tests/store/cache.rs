use std::time::Duration;

use accord_connector_kit::WireCache;
use accord_harness::Redis;
use accord_store::{MemoryCache, RedisCache};

async fn keeps_for_its_time(cache: impl WireCache) {
    assert_eq!(cache.get("a").await, None);
    cache.put("a", vec![1, 0, 255], 60_000).await;
    cache.put("b", vec![2], 1).await;
    cache.put("c", vec![3], 0).await;
    assert_eq!(cache.get("a").await, Some(vec![1, 0, 255]));
    cache.put("a", vec![4], 60_000).await;
    assert_eq!(cache.get("a").await, Some(vec![4]));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!((cache.get("b").await, cache.get("c").await), (None, None));
}

#[tokio::test]
async fn in_memory() {
    keeps_for_its_time(MemoryCache::new(1 << 20)).await;
}

#[tokio::test]
async fn in_redis() {
    let redis = Redis::start();
    keeps_for_its_time(RedisCache::new(&redis.url(), 10_000).unwrap()).await;
}

#[tokio::test]
async fn memory_is_bounded_by_bytes() {
    let cache = MemoryCache::new(10_000);
    for n in 0..100 {
        cache.put(&format!("{n:04}"), vec![0; 996], 60_000).await;
    }
    // What goes in beyond the bound is put out a little later.
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let mut kept = 0;
        for n in 0..100 {
            kept += usize::from(cache.get(&format!("{n:04}")).await.is_some());
        }
        if (1..=10).contains(&kept) {
            return;
        }
    }
    panic!("more than ten of a thousand bytes in ten thousand, or none");
}

#[tokio::test]
async fn a_redis_that_is_gone_is_a_cache_that_misses() {
    let mut redis = Redis::start();
    let cache = RedisCache::new(&redis.url(), 2_000).unwrap();
    cache.put("a", vec![1], 60_000).await;
    redis.kill();
    assert_eq!(cache.get("a").await, None);
    cache.put("a", vec![2], 60_000).await;
    redis.restart();
    for _ in 0..100 {
        cache.put("a", vec![3], 60_000).await;
        if cache.get("a").await == Some(vec![3]) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the cache does not come back");
}
